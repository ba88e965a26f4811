// Package render draws pages of attachments, PDF files and pictures, in child
// processes of the program's own binary.
//
// Rules:
//   - A child has no network and no right to write, reads nothing but the system's
//     libraries and the engine (where the kernel has Landlock), is bounded in
//     memory and time, and is ended when it takes too long.
//   - Nothing of a page is written to disk or to a log. What was drawn is kept in
//     memory, within a number of bytes.
//   - Whoever moves on cancels the context. The child gets a short grace to come
//     to its end, because what it draws may be wanted again, and is then ended.
//
// A page that is one scanned picture is drawn from that picture; every other
// page by PDFium, compiled to WebAssembly and run without a file system. Compiling
// that takes seconds once; what comes of it is kept in a folder. Until then, and
// where PDFium fails, poppler's pdftoppm draws if it is installed.
//
// It does not read text, judge signatures or run what is in a file.
package render
