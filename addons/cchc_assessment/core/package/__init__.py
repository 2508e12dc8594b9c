"""What leaves the building: a ZIP with the appendix, the documents and their checksums.

Nothing here knows of Odoo. ``layout`` decides which document lies where, ``relink`` points a workbook at those
places, ``stream`` writes the archive.
"""
