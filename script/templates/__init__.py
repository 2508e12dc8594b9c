"""Builds the standard templates of the Word documents, laid out as Decree 30/2020/NĐ-CP asks (appendix I)."""
