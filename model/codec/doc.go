// Package codec writes and reads the file of a saved reading (deputy.reading).
// The format is described at its types; a file that is damaged, or that a newer
// version of deputy wrote, is refused with ErrDamaged or ErrNewerVersion.
//
// What lives here works on an io.Reader or io.Writer; where files lie is package
// aws/store's business. The package may import model and phrase.
package codec
