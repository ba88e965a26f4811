package domain

// FindNames returns the domain names in a text.
func FindNames(text string) []Name { return nil }

// FindURLs returns the addresses in a text.
func FindURLs(text string) []string { return nil }

// FindRecords returns the DNS records in a text.
func FindRecords(text string) []Record { return nil }
