"""The manual of the fork."""

project = "python-novaclient, strict fork"
copyright = "The fork's authors"
# myst_parser reads the tables that commands write.
extensions = ["myst_parser", "openstackdocstheme"]
html_theme = "openstackdocs"
# The repository is not upstream's, whose bug tracker the theme would link.
openstackdocs_auto_name = False
openstackdocs_auto_version = False
