// Package sample makes fictional organizations for the demo and for tests: one
// that an operator would recognize, large ones, and ones that are hard to
// show. All of them are fixed: the same call always returns the same snapshot.
package sample
