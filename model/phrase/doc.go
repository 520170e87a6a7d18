// Package phrase puts counts, lists, quotations and times into words, and folds
// and compares words that people typed. It knows nothing of AWS and imports
// nothing of deputy, so that every package can use it.
package phrase
