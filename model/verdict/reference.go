package verdict

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// Where a question gives no resource, AWS's reference says which ones the action
// can touch: * if it lists no resource type, else one of the types that it lists,
// or * as well if it requires none of them. What an action creates belongs to the
// account that asks. Of an action that the reference does not know nothing
// follows.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

// resource returns the resource that the question gives, or what the reference
// says of it.
func (e *evaluation) resource() scp.Resource {
	if e.question.Resource != "" {
		return scp.ResourceOf(e.question.Resource)
	}
	if iam.TakesOnlyAny(e.question.Action) {
		return scp.ResourceOf("*")
	}
	types := iam.Resources(e.question.Action)
	if len(types) == 0 {
		return scp.OpenResource()
	}
	return e.resourceLike(types, !slices.ContainsFunc(types, func(t iam.Resource) bool { return t.Required }))
}

// resourceLike returns a resource of one of some types of the action; orAny adds *.
// The Asker keeps it: to make one takes as long as the rest of an evaluation.
func (e *evaluation) resourceLike(types []iam.Resource, orAny bool) scp.Resource {
	var b strings.Builder
	b.WriteString(e.question.Action + "\n" + e.partition() + strconv.FormatBool(orAny))
	for _, t := range types {
		b.WriteString("\n" + t.Type)
	}
	key, a := b.String(), e.asker
	a.lock.RLock()
	x, known := a.resources[key]
	a.lock.RUnlock()
	if known {
		return x
	}
	var formats []string
	for _, t := range types {
		formats = append(formats, e.formats(t)...)
	}
	x = scp.ResourceLike(formats, orAny)
	a.lock.Lock()
	defer a.lock.Unlock()
	a.resources[key] = x
	return x
}

// formats returns the formats of a type's ARN in the partition of the question,
// if that is known.
func (e *evaluation) formats(t iam.Resource) []string {
	out := t.Formats()
	if partition := e.partition(); partition != "" {
		for i := range out {
			out[i] = strings.Replace(out[i], "${Partition}", partition, 1)
		}
	}
	return out
}

// partition returns the partition that the principal and its resources are in;
// empty if that is not known.
func (e *evaluation) partition() string {
	principal, _ := model.ParseARN(e.question.Principal)
	organization, _ := model.ParseARN(e.reading.Organization.ARN)
	return cmp.Or(principal.Partition, e.reading.Caller.Partition, organization.Partition)
}

// actsOnOwn reports whether the reference says that an action acts on no
// resource that another account could own: on * alone, or on what it creates.
func actsOnOwn(action string) bool {
	_, creates := iam.Creates(action)
	return creates || iam.TakesOnlyAny(action)
}

// noteReference adds what AWS says of the action's resource, if the question
// gives none and the answer depends on it.
func (e *evaluation) noteReference() {
	a, known := iam.Lookup(e.question.Action)
	if e.question.Resource != "" || !known {
		return
	}
	if e.question.InferenceProfile() != "" {
		e.note("AWS authorizes a call through an inference profile on the profile and on the model in each of its Regions (%s).", profilePage)
		return
	}
	if c, split := e.splitCall(); split {
		e.note("AWS authorizes a call of %s on several resources, and denies the call if it denies any of them (%s).", a, phrase.Join(c.Pages, " and "))
		return
	}
	if !e.assumesOwn && !e.narrowed() {
		return
	}
	head := "AWS's reference: " + a.String()
	created, creates := iam.Creates(a.String())
	switch {
	case len(a.Types) == 0:
		e.note("%s has no resource types and acts on *.", head)
	case creates:
		e.note("%s creates its resource (%s), which belongs to the caller's account.", head, created.Type)
	default:
		e.note("%s acts on resources of the type %s.", head, phrase.JoinMost(a.Types, " or ", 3))
	}
}

// narrowed reports whether fewer statements are open than if the action could
// touch any resource.
func (e *evaluation) narrowed() bool {
	wide := e.request.WithResource(scp.OpenResource())
	return slices.ContainsFunc(slices.Concat(e.scps, e.rcps), func(r Rung) bool {
		return slices.ContainsFunc(r.Policies, func(p AttachedPolicy) bool {
			return p.Text != nil && len(p.Text.UnknownStatements(wide)) > len(p.Text.UnknownStatements(e.request))
		})
	})
}
