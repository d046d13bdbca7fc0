"""What is believed: files in, one frozen `Scenario` out."""
