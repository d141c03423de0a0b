"""The report, live, for one person: pages made from the document tree, served on this machine alone.

`site` gives the bytes of every page of a project without a server; `app` looks them up; `guard` decides who may ask;
`server` runs it all until told to stop.
"""
