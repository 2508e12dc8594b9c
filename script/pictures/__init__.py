"""The documentation's pictures: what is on them, and a browser that takes them."""
