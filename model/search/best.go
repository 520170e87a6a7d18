package search

import "slices"

// best keeps the first so many elements in an order.
type best[T any] struct {
	most    int
	compare func(a, b T) int
	all     []T
}

// add adds an element, unless there is no room for it.
func (b *best[T]) add(x T) {
	if n := len(b.all); n == b.most {
		if n == 0 || b.compare(x, b.all[n-1]) >= 0 {
			return
		}
		b.all = b.all[:n-1]
	}
	at, _ := slices.BinarySearchFunc(b.all, x, b.compare)
	b.all = slices.Insert(b.all, at, x)
}
