"""What brings in common figures: the figure of each unit for one criterion."""
