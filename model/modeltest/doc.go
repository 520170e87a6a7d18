// Package modeltest makes small organizations, policies and questions for the
// tests of the model's packages. Only tests import it.
package modeltest
