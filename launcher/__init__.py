"""What ``run.py`` does, with the standard library alone: nothing here may import a package that has to be installed first."""
