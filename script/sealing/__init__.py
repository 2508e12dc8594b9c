"""What ``script/seal_key`` does with a file of keys, by the addon's own room."""
