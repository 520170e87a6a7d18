package codec

import (
	"maps"
	"slices"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// boolean writes or reads true or false.
func (c *cache) boolean(v *bool) {
	n := uint64(0)
	if *v {
		n = 1
	}
	if n = c.number(n); c.reads() {
		*v = n == 1
	}
}

// time writes or reads a time: its nanoseconds and one more, or zero for the zero
// time, and then its seconds.
func (c *cache) time(v *time.Time) {
	nanoseconds := uint64(0)
	if !v.IsZero() {
		nanoseconds = uint64(v.Nanosecond()) + 1
	}
	if nanoseconds = c.number(nanoseconds); nanoseconds == 0 {
		return
	}
	seconds := c.number(uint64(v.Unix()))
	if !c.reads() {
		return
	}
	t, err := phrase.CheckedUTC(time.Unix(int64(seconds), int64(nanoseconds-1)))
	if *v = t; err != nil || nanoseconds > uint64(time.Second) {
		c.bad = true
	}
}

// elements writes or reads a list.
func elements[T any](c *cache, all *[]T, each func(*T)) {
	n := c.length(len(*all))
	if c.entries += n; c.reads() && c.entries > largest.entries {
		c.bad = true
	} else if c.reads() && n > 0 {
		*all = make([]T, n)
	}
	for i := range *all {
		if each(&(*all)[i]); c.bad {
			return
		}
	}
}

// table writes or reads a map: its keys in order, and then the values.
func table[K ~string, V any](c *cache, all *map[K]V, each func(*V)) {
	keys := slices.Sorted(maps.Keys(*all))
	elements(c, &keys, func(k *K) { word(c, k) })
	if c.reads() && *all == nil && len(keys) > 0 {
		*all = make(map[K]V, len(keys))
	}
	for _, k := range keys {
		v := (*all)[k]
		if each(&v); c.bad {
			return
		}
		if c.reads() {
			(*all)[k] = v
		}
	}
}

// oneOf writes or reads a small integer by its word, as the saved reading has it.
func oneOf[T ~uint8](c *cache, words []string, v *T) {
	w := words[*v]
	if word(c, &w); c.reads() {
		*v = parseWord[T](words, w)
	}
}

// snapshot writes or reads all fields. What it has of them is what Encode writes.
func (c *cache) snapshot(s *model.Snapshot) {
	c.organization(&s.Organization)
	c.caller(&s.Caller)
	c.time(&s.Taken)
	c.boolean(&s.Complete)
	elements(c, &s.Roots, func(n *model.Node) { c.node(n, model.KindRoot) })
	elements(c, &s.OUs, func(n *model.Node) { c.node(n, model.KindOU) })
	elements(c, &s.Accounts, func(n *model.Node) { c.node(n, model.KindAccount) })
	elements(c, &s.Policies, c.policy)
	table(c, &s.Documents, func(d *model.Document) {
		text(c, &d.Text)
		c.time(&d.Taken)
	})
	elements(c, &s.Attachments, func(a *model.Attachment) {
		word(c, &a.Policy)
		word(c, &a.Target)
	})
	table(c, &s.TargetsTaken, c.time)
	elements(c, &s.TrustedAccess, func(t *model.TrustedAccess) {
		word(c, &t.Principal)
		c.time(&t.Since)
	})
	elements(c, &s.Delegations, func(d *model.Delegation) {
		word(c, &d.Account)
		word(c, &d.Principal)
		c.time(&d.Since)
	})
	text(c, &s.ResourcePolicy.ARN)
	text(c, &s.ResourcePolicy.Text)
	c.rootAccess(s)
	c.history(s)
	c.handshakes(s)
	table(c, &s.Tags, func(tags *[]model.Tag) {
		elements(c, tags, func(t *model.Tag) {
			word(c, &t.Key)
			word(c, &t.Value)
		})
	})
	elements(c, &s.Settings, c.setting)
	elements(c, &s.Regions, func(r *model.AccountRegion) {
		word(c, &r.Account)
		word(c, &r.Region)
		word(c, &r.Status)
	})
	elements(c, &s.EffectivePolicies, c.effectivePolicy)
	elements(c, &s.InvalidPolicies, c.invalidPolicy)
	c.managementAccount(&s.ManagementAccount)
	elements(c, &s.AccessReports, c.accessReport)
	elements(c, &s.Gaps, c.gap)
	elements(c, &s.Unread, c.part)
	if c.reads() {
		s.Complete = s.Complete && len(s.Gaps) == 0 && len(s.Unread) == 0
	}
}

func (c *cache) rootAccess(s *model.Snapshot) {
	known := s.RootAccess != nil
	if c.boolean(&known); !known {
		return
	}
	if c.reads() {
		s.RootAccess = &model.RootAccessFact{Enabled: []string{}}
	}
	elements(c, &s.RootAccess.Enabled, func(feature *string) { word(c, feature) })
}

func (c *cache) organization(o *model.Organization) {
	text(c, &o.ID)
	text(c, &o.ARN)
	oneOf(c, FeatureWords, &o.Features)
	word(c, &o.Management)
	text(c, &o.ManagementARN)
	text(c, &o.ManagementEmail)
}

func (c *cache) caller(w *model.Caller) {
	word(c, &w.Account)
	text(c, &w.ARN)
	text(c, &w.UserID)
	oneOf(c, roleWords, &w.Role)
	text(c, &w.Partition)
	text(c, &w.Profile)
	text(c, &w.Endpoint)
	c.boolean(&w.Demo)
}

func (c *cache) node(n *model.Node, kind model.NodeKind) {
	word(c, &n.ID)
	word(c, &n.Parent)
	text(c, &n.Name)
	text(c, &n.ARN)
	text(c, &n.Email)
	state := n.State.String()
	if word(c, &state); c.reads() {
		n.Kind, n.State = kind, model.ParseAccountState(state)
	}
	c.time(&n.Joined)
	word(c, &n.JoinedBy)
	elements(c, &n.PolicyTypes, func(t *model.PolicyTypeStatus) {
		word(c, &t.Type)
		word(c, &t.Status)
	})
}

func (c *cache) policy(p *model.Policy) {
	word(c, &p.ID)
	text(c, &p.ARN)
	text(c, &p.Name)
	text(c, &p.Description)
	word(c, &p.Type)
	c.boolean(&p.AWSManaged)
}

func (c *cache) effectivePolicy(p *model.EffectivePolicy) {
	word(c, &p.Account)
	word(c, &p.Type)
	word(c, &p.Text) // most accounts share the text
	c.time(&p.Updated)
	c.time(&p.Taken)
}

func (c *cache) invalidPolicy(p *model.InvalidPolicy) {
	word(c, &p.Account)
	word(c, &p.Type)
	elements(c, &p.Errors, func(x *model.PolicyError) {
		word(c, &x.Code)
		word(c, &x.Message)
		word(c, &x.Path)
		elements(c, &x.Policies, func(id *model.PolicyID) { word(c, id) })
	})
}

func (c *cache) setting(t *model.Setting) {
	word(c, &t.Service)
	word(c, &t.Region)
	word(c, &t.Account)
	word(c, &t.Feature)
	state := t.State.String()
	if word(c, &state); c.reads() && t.State.UnmarshalText([]byte(state)) != nil {
		c.bad = true
	}
	c.time(&t.Since)
	if priority := c.number(uint64(t.Priority)); c.reads() {
		t.Priority = int(priority)
	}
}

func (c *cache) gap(g *model.Gap) {
	word(c, &g.Operation)
	word(c, &g.Target)
	word(c, &g.Cause)
	word(c, &g.Fix)
	oneOf(c, kindWords, &g.Kind)
	oneOf(c, partWords, &g.Missing.Part)
	word(c, &g.Missing.Target)
	if c.reads() && g.Missing.Part == model.PartNone {
		g.Missing = model.FailedPart(g.Operation, g.Target)
	}
}

func (c *cache) part(p *model.PartKey) {
	oneOf(c, partWords, &p.Part)
	word(c, &p.Target)
}
