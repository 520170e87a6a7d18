package modeltest

import "deputy/model"

// Markup are names that try to become markup, or to reach a host.
var Markup = []string{
	"<script>document.title='owned'</script>", "\"><img src=https://attacker.invalid/x onerror=alert(1)>", "'><svg onload=alert(1)>", "</style><script>alert(1)</script>",
	"</title><script>alert(1)</script>", "<!--", "-->", "]]>", "&lt;script&gt;", "javascript:alert(1)", "{{constructor}}", "a|b`c`", "\x00<script>", "\u202e<b>",
	"</code></pre><iframe src=https://attacker.invalid>", "<meta http-equiv=refresh content=0;url=https://attacker.invalid>", "<base href=https://attacker.invalid>", "\xff\xfe<script>",
	"[a](https://attacker.invalid)", "![a](https://attacker.invalid/x.png)", "https://docs.aws.amazon.com/\" onclick=alert(1)", "\n# heading\n", "<a href=x>",
}

// Rename gives an organization another name wherever it has one, and returns it.
func Rename(s *model.Snapshot, name func(i int) string) *model.Snapshot {
	n := 0
	next := func() string { n++; return name(n - 1) }
	for _, nodes := range [][]model.Node{s.Roots, s.OUs, s.Accounts} {
		for i := range nodes {
			nodes[i].Name, nodes[i].Email, nodes[i].JoinedBy = next(), next(), next()
		}
	}
	for i := range s.Policies {
		s.Policies[i].Name, s.Policies[i].Description = next(), next()
	}
	s.Caller.ARN = next()
	return s
}
