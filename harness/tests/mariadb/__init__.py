"""Tests of what only MariaDB does; they need its server."""
