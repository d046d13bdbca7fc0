"""What assurance asks for, written from a finished result."""
