// Package wire is what both ends of an EPP connection share: frames of RFC 5734
// and XML documents as trees.
//
// Rules: what the other side sends is hostile. A frame has a length cap and grows
// as its bytes come; a document has bounds on depth, elements and attributes, must
// be UTF-8, and may have no DOCTYPE, so there are no entities to expand. Names are
// compared by namespace, never by prefix.
//
// What it does not do: know any command; validate against a schema.
package wire
