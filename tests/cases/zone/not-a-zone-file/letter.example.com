Dear reader,
this is a letter and
no zone file.
