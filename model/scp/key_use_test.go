package scp

import "testing"

// A policy tells accounts apart only where digits of their IDs have a place.
func TestTellsAccounts(t *testing.T) {
	for condition, want := range map[string]bool{
		"ArnLike k arn:aws:iam::*:role/Ops2":              false,
		"ArnLike k arn:aws:iam::111122223333:role/Ops":    true,
		"ArnLike k arn:aws:iam::1*:role/Ops":              true,
		"ArnLike k arn:aws:iam::?1112222333?:role/Ops":    true,
		"ArnLike k arn:aws:iam::${v}:role/Ops":            true,
		"ArnLike k arn:aws:iam::*:role/${v}":              false,
		"ArnLike k *":                                     false,
		"ArnLike k none":                                  false,
		"StringLike k *:role/Ops2*":                       false,
		"StringLike k *:111122223333:role/Ops":            true,
		"StringLike k arn:aws:iam::*:role/a?c":            false,
		"StringLike k *:?11122223333:role/x":              true,
		"StringLike k *role*":                             false,
		"StringEquals k arn:aws:iam::111122223333:root":   true,
		"StringLike k arn:aws:iam::1*":                    true,
		"StringEquals other 111122223333":                 false,
		"StringEquals other ${k}":                         true,
		"ArnEquals other arn:aws:iam::1:role/${k}":        true,
		"NumericEquals k 111122223333 StringLike other a": false,
	} {
		s := conditioned(t, condition)
		d := &Document{Statements: []Statement{*s}}
		if got := d.DistinguishesAccounts("K"); got != want {
			t.Errorf("%s: %v", condition, got)
		}
	}
	asks := Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Sid":"other","Action":"*","Resource":"arn:aws:s3:::${V}","Condition":{"Null":{"K":"true"}}}}`, SCP)
	if !asks.UsesKey("k") || !asks.UsesKey("v") || asks.UsesKey("other") {
		t.Error("the document compares K, and refers to V, and to nothing else")
	}
	of := Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::b/${k}"}}`, SCP)
	if !of.DistinguishesAccounts("k") || !Parse("{", SCP).DistinguishesAccounts("k") {
		t.Error("a variable in a resource, and what a broken document may ask for, tell no accounts apart")
	}
}
