"""The mail door: LMTP and SMTP listeners that answer 250 only once a message is safely kept."""
