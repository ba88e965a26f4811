// Package ocr recognises the text of scans and pictures through Tesseract, where
// it is installed.
//
// Rules: strangers' bytes are decoded by the page renderer's confined children;
// Tesseract gets grey pixels in the plainest format there is, on its standard
// input, and answers on its standard output. It writes no file, has no network
// where the kernel allows that, and is bounded in memory, processor time and
// wall time. Pages and pixels are bounded. What is recognised is marked as such,
// with how sure Tesseract was.
//
// It does not judge what was recognised, nor read facts out of it.
package ocr

import (
	"errors"
	"time"
)

// Errors.
var (
	ErrNoEngine = errors.New("tesseract is not installed")
	errNoWords  = errors.New("no language of tesseract is installed")
)

// Bounds.
const (
	MaxPages     = 10 // pages of one file that are recognised
	dots         = 1654
	maxOutput    = 8 << 20
	maxWords     = 6000
	pageTime     = 60 * time.Second // wall time of one page
	cpuSeconds   = 45
	addressSpace = 2 << 30
	enough       = 60.0 // confidence at which a page is not tried turned
)
