package modeltest

import (
	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/verdict"
)

func Asked(t *rapid.T, r *model.Reading, q verdict.Question) verdict.Verdict {
	v, err := verdict.Ask(r, q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
