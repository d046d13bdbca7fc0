"""The country: about 150 authorities made from the published panel, and what one replication of them costs."""
