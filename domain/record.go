package domain

// Record is a DNS record as it is asked for: a fully qualified host without
// trailing dot, an upper-case type, a value in presentation form.
type Record struct {
	Host  string `json:"host"`
	Type  string `json:"type"`
	Value string `json:"value"`
}
