package model

import "sort"

// SortStable sorts as slices.SortStableFunc does. It is for short lists: for each type
// of element the program has a few instructions instead of a sorting algorithm.
func SortStable[T any](list []T, compare func(a, b T) int) {
	sort.SliceStable(list, func(i, j int) bool { return compare(list[i], list[j]) < 0 })
}
