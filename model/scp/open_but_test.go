package scp_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"deputy/model/scp"
)

// What is certain while a key is open but for an outline holds for its absence and
// for all values that do not have the outline; and where Possible finds no way,
// none of them is one.
func TestOpenButHoldsForWhatItLeaves(t *testing.T) {
	const home = "o-home/"
	values := []string{"o-home", "o-home/*", "o-home/r/*", "o-*", "*", "o-other/*", "o-other/r", "${k:home}", "${k:home}/r", "O-HOME/*", "o-hom?/*", "${k:open}*", ""}
	left := [][]string{nil, {"o-other/r"}, {"o-other"}, {"o-home"}, {"O-HOME/r"}, {"o-homf/r"}, {"o-other/r", "o-third/r"}, {"x"}, {""}}
	rapid.Check(t, func(t *rapid.T) {
		condition := map[string]map[string][]string{}
		for range rapid.IntRange(1, 3).Draw(t, "tests") {
			operator := rapid.SampledFrom([]string{"", "ForAllValues:", "ForAnyValue:"}).Draw(t, "set") +
				rapid.SampledFrom([]string{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "ArnLike"}).Draw(t, "operator") +
				rapid.SampledFrom([]string{"", "IfExists"}).Draw(t, "exists")
			condition[operator] = map[string][]string{"k:path": rapid.SliceOfN(rapid.SampledFrom(values), 1, 2).Draw(t, "values")}
		}
		text, err := json.Marshal(condition)
		if err != nil {
			t.Fatal(err)
		}
		d := scp.Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":`+string(text)+`}}`, scp.SCP)
		request := func() *scp.Request {
			r := scp.NewRequest("s3:GetObject", scp.ResourceOf("*"), scp.Absent)
			r.Set("k:home", "o-home")
			return r
		}
		open := request()
		open.SetOpenBut("k:path", scp.Outline{Head: home})
		statement := &d.Statements[0]
		sure := statement.Explain(open).Match
		_, matches := scp.Possible(nil, [][]*scp.Statement{{statement}}, open)
		_, avoids := scp.Possible([]*scp.Statement{statement}, nil, open)
		for _, v := range left {
			r := request()
			r.Set("k:path", v...)
			got := statement.Explain(r).Match
			if sure != scp.Unknown && got != scp.Unknown && got != sure || got == scp.True && !matches || got == scp.False && !avoids {
				t.Fatalf("%s with %q is %v; open it is %v, can match %v, can be avoided %v", text, v, got, sure, matches, avoids)
			}
		}
	})
}
