"""From published tables to an authority file: drift from many authorities, levels from one."""
