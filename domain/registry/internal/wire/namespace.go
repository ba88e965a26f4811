package wire

// Namespaces of the documents.
const (
	EPP      = "urn:ietf:params:xml:ns:epp-1.0"          // RFC 5730
	Domain   = "urn:ietf:params:xml:ns:domain-1.0"       // RFC 5731
	Host     = "urn:ietf:params:xml:ns:host-1.0"         // RFC 5732
	Contact  = "urn:ietf:params:xml:ns:contact-1.0"      // RFC 5733
	RGP      = "urn:ietf:params:xml:ns:rgp-1.0"          // RFC 3915
	SecDNS   = "urn:ietf:params:xml:ns:secDNS-1.1"       // RFC 5910
	Fee      = "urn:ietf:params:xml:ns:epp:fee-1.0"      // RFC 8748
	LoginSec = "urn:ietf:params:xml:ns:epp:loginSec-1.0" // RFC 8807
	// SecureAuth is only announced: RFC 9154 adds no elements.
	SecureAuth = "urn:ietf:params:xml:ns:epp:secure-authinfo-transfer-1.0"
)

// prefix gives the usual prefix of a namespace; EPP itself has none.
func prefix(space string) string {
	switch space {
	case Domain:
		return "domain"
	case Host:
		return "host"
	case Contact:
		return "contact"
	case RGP:
		return "rgp"
	case SecDNS:
		return "secDNS"
	case Fee:
		return "fee"
	case LoginSec:
		return "loginSec"
	}
	return ""
}
