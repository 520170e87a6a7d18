package plain

import (
	"regexp"
	"strings"
	"sync"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// ReadBack reads the words of a line as a person does: who is exempt, in which
// Regions, with which tags, which actions. Each is a request that differs from
// one that the line forbids in that one thing, and what the words say of it. It
// knows nothing of the statement's conditions.
func (r *Restrictions) ReadBack(l *Restriction, in Scope) []Expectation {
	a := &questionMaker{line: l, scope: scope(in), probe: prober{map[string]*scp.Document{}, in.known}}
	if l.Kind != Forbidden || in.account == "" {
		return nil
	}
	base := a.baseRequest(&l.meanings[0])
	if base == nil {
		return nil
	}
	b := &reader{maker: a, base: base}
	for _, who := range l.Exempt {
		b.exempt(who)
	}
	b.what(l.What)
	return b.out
}

// Scope is where the line holds.
type Scope scope

// ScopeOf returns where the lines of a node hold.
func (r *Restrictions) ScopeOf(reading *model.Reading) Scope {
	return Scope{reading, someMember(reading, r.Node), r.Type, verdict.DerivedRequest(reading, r.Node, r.Type)}
}

// reader makes requests of words.
type reader struct {
	maker *questionMaker
	base  *exampleRequest
	out   []Expectation
}

// say adds the base request with one key changed, and what the words say of it.
func (b *reader) say(blocked bool, key string, values ...string) {
	s := b.base.clone()
	s.names = map[string]string{strings.ToLower(key): key}
	for k, v := range b.base.names {
		s.names[k] = v
	}
	s.keys[strings.ToLower(key)] = values
	b.add(blocked, s)
}

// sayTag adds a request that has a tag: it is among the tag keys as well.
func (b *reader) sayTag(tag string) {
	key := "aws:requesttag/" + strings.ToLower(tag)
	_, tags := b.base.keys["aws:tagkeys"]
	_, value := b.base.keys[key]
	s := b.base.clone()
	s.names = map[string]string{key: "aws:RequestTag/" + tag, "aws:tagkeys": "aws:TagKeys"}
	for k, v := range b.base.names {
		s.names[k] = v
	}
	if tags {
		s.keys["aws:tagkeys"] = []string{tag}
	}
	if value {
		s.keys[key] = []string{"x"}
	}
	if tags || value {
		b.add(false, s)
	}
}

// add adds a request.
func (b *reader) add(blocked bool, s *exampleRequest) {
	if q := s.question(b.maker.scope); q.Check() == nil {
		b.out = append(b.out, Expectation{q, blocked})
	}
}

// exempt reads who is exempt.
func (b *reader) exempt(who string) {
	account := string(b.maker.scope.account)
	switch name, isTag := strings.CutPrefix(who, "tag "); {
	case isTag:
		if tag, value, ok := strings.Cut(name, " = "); ok && verdict.IsLiteral(value) && !strings.ContainsAny(value, `" `) {
			b.say(false, "aws:PrincipalTag/"+tag, value)
		}
	case who == "AWS services":
		b.say(false, "aws:PrincipalIsAWSService", "true")
	case who == "AWS services for the principal":
		b.say(false, "aws:ViaAWSService", "true")
	case who == "sessions with MFA":
		b.say(false, "aws:MultiFactorAuthPresent", "true")
	case who == "AssumeRoot sessions":
		b.say(false, "aws:AssumedRoot", "true")
	case strings.HasPrefix(who, "role/") && !strings.ContainsAny(who, "?$ "):
		b.say(false, "aws:PrincipalArn", "arn:aws:iam::"+account+":"+strings.ReplaceAll(who, "*", "x"))
	}
}

// The forms of words that are read.
var (
	outsideWords   = regexp.MustCompile(`outside ([a-z0-9-]+(?:, [a-z0-9-]+)*(?: and [a-z0-9-]+)?)`)
	regionName     = regexp.MustCompile(`^[a-z]{2}-[a-z-]+-[0-9]$`)
	noneOfTags     = regexp.MustCompile(`(the principal|the resource|)(?: has|with) none of the tags ([A-Za-z0-9-]+(?:, [A-Za-z0-9-]+)*)`)
	withoutTag     = regexp.MustCompile(`without a tag ([A-Za-z0-9-]+)`)
	noOtherTag     = regexp.MustCompile(`with no tag other than ([a-zA-Z0-9-]+)`)
	principalNoTag = regexp.MustCompile(`the principal has no tag ([A-Za-z0-9-]+)`)
)

// what reads the words about Regions, tags and transport.
func (b *reader) what(words string) {
	if m := outsideWords.FindStringSubmatch(words); m != nil {
		for _, region := range strings.FieldsFunc(strings.ReplaceAll(m[1], " and ", ","), func(c rune) bool { return c == ',' || c == ' ' }) {
			if regionName.MatchString(region) {
				b.say(false, "aws:RequestedRegion", region)
			}
		}
	}
	if m := noneOfTags.FindStringSubmatch(words); m != nil && !strings.Contains(words, "the tags the ") && !strings.Contains(words, ", the ") && !strings.Contains(words, "*") {
		for _, tag := range strings.Split(strings.TrimSuffix(strings.TrimSuffix(m[2], ", if"), ", unless"), ", ") {
			switch m[1] {
			case "":
				b.sayTag(tag)
			case "the principal":
				b.say(false, "aws:PrincipalTag/"+tag, "x")
			case "the resource":
				b.say(false, "aws:ResourceTag/"+tag, "x")
			}
		}
	}
	if m := principalNoTag.FindStringSubmatch(words); m != nil {
		b.say(false, "aws:PrincipalTag/"+m[1], "x")
	}
	if m := withoutTag.FindStringSubmatch(words); m != nil && !strings.Contains(words, "*") {
		b.sayTag(m[1])
	}
	if m := noOtherTag.FindStringSubmatch(words); m != nil {
		b.say(false, "aws:TagKeys", m[1]+"-other")
	}
	if strings.Contains(words, "without TLS") {
		b.say(false, "aws:SecureTransport", "true")
	}
}

// PermissionSets returns, for each permission set that is exempt, requests of its
// role with and without a Region in the role's path: one of them must not be
// forbidden.
func (r *Restrictions) PermissionSets(l *Restriction, in Scope) map[string][]Expectation {
	a := &questionMaker{line: l, scope: scope(in), probe: prober{map[string]*scp.Document{}, in.known}}
	out := map[string][]Expectation{}
	for _, who := range l.Exempt {
		set, ok := strings.CutPrefix(who, "permission set ")
		base := a.baseRequest(&l.meanings[0])
		if !ok || base == nil {
			continue
		}
		b := &reader{maker: a, base: base}
		for _, region := range []string{"", "eu-west-1/"} {
			b.say(false, "aws:PrincipalArn", "arn:aws:iam::"+string(in.account)+":role/aws-reserved/sso.amazonaws.com/"+region+verdict.ReservedRole+set+"_0123456789abcdef")
		}
		out[who] = b.out
	}
	return out
}

// ActionGroups reads which actions the words of a line stand for: by the table of
// groups all that a group needs, else each action of AWS's reference whose name
// in words is the same, of which at least one must be forbidden.
func (r *Restrictions) ActionGroups(l *Restriction, in Scope) map[string][][]verdict.Question {
	a := &questionMaker{line: l, scope: scope(in), probe: prober{map[string]*scp.Document{}, in.known}}
	out := map[string][][]verdict.Question{}
	if l.Kind != Forbidden || in.account == "" || l.Except || l.meanings[0].allActions {
		return out
	}
	base := a.baseRequest(&l.meanings[0])
	if base == nil {
		return out
	}
	p := newActionPhrase(l.meanings[0].effectiveActions())
	for _, g := range p.groups {
		if g.literal || g.verb == "use" {
			continue
		}
		for _, object := range g.objects {
			for _, verb := range strings.FieldsFunc(strings.ReplaceAll(g.verb, " or ", ", "), func(c rune) bool { return c == ',' }) {
				words := strings.TrimSpace(verb) + " " + object
				if ways, ok := a.ways(base, words); ok {
					out[words] = ways
				}
			}
		}
	}
	return out
}

// ways returns the ways in which the words can be carried out: the actions of
// each must all be forbidden, and one way is enough; false if a global service's
// Region would answer the question instead.
func (a *questionMaker) ways(base *exampleRequest, words string) ([][]verdict.Question, bool) {
	var out [][]verdict.Question
	for _, actions := range actionsByWords()[words] {
		var way []verdict.Question
		for _, action := range actions {
			s := base.clone()
			s.action = action
			if s.inGlobalRegion(a.scope.reading) != s {
				return nil, false
			}
			if q := s.question(a.scope); q.Check() == nil {
				way = append(way, q)
			}
		}
		out = append(out, way)
	}
	return out, true
}

// actionsByWords maps the words of an action group to the ways to carry it out.
var actionsByWords = sync.OnceValue(func() map[string][][]string {
	out := map[string][][]string{}
	for _, groups := range actionGroupsByAction {
		for _, g := range groups {
			out[g.verb+" "+g.object] = append(out[g.verb+" "+g.object], g.need)
		}
	}
	for _, prefix := range iam.Services("", 1<<10) {
		for _, m := range iam.Find(prefix+":", 1<<12) {
			if verb, object, ok := operationName(m.Action); ok {
				out[verb+" "+object] = append(out[verb+" "+object], []string{m.Action.String()})
			}
		}
	}
	return out
})
