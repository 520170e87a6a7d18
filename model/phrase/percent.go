package phrase

import "strconv"

// Percent returns how many per cent a part is of a whole, as "98 %". It is rounded
// to the nearest, with one exception: what is not all is never 100, what is some is
// never 0, and what is more than all is more than 100.
func Percent(part, whole int) string { return strconv.Itoa(PercentOf(part, whole)) + " %" }

// PercentOf returns the number of Percent.
func PercentOf(part, whole int) int {
	if whole <= 0 || part <= 0 {
		return 0
	}
	p := (200*part + whole) / (2 * whole)
	switch {
	case part < whole:
		return min(99, max(1, p))
	case part > whole:
		return max(101, p)
	default:
		return 100
	}
}
