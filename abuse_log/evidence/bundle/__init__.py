"""A bundle that anybody can check without this portal: a BagIt bag (RFC 8493) in a ZIP file."""
