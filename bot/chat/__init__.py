"""The neutral vocabulary between the engine and a chat platform: requests in; replies, cards and forms out."""
