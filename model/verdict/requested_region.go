package verdict

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// requestedRegion is the key that has a request's Region.
const requestedRegion = "aws:RequestedRegion"

// fillRegion sets aws:RequestedRegion where the action or the resource says it. A
// Region that the question gives stands, with a note if it is unlikely.
func (e *evaluation) fillRegion() {
	regions, why := e.expectedRegions()
	if len(regions) == 0 {
		return
	}
	if presence, values := e.request.Key(requestedRegion); presence != scp.Open {
		if len(values) != 1 || !slices.Contains(regions, model.Region(values[0])) {
			e.note("deputy uses %s as it is given, but expects such requests in %s, because of %s.", requestedRegion, joinRegions(regions), why)
		}
		return
	}
	if arn := e.elsewhere(regions); arn != "" {
		e.note("deputy does not derive %s: the resource is in %s, but deputy expects such requests in %s.", requestedRegion, arn, joinRegions(regions))
		return
	}
	if len(regions) == 1 {
		e.derive(requestedRegion, why, string(regions[0]))
		return
	}
	var outlines []scp.Outline
	for _, r := range regions {
		outlines = append(outlines, scp.Outline{Head: string(r), Exact: true})
	}
	e.request.SetOutlines(requestedRegion, outlines...)
	e.note("%s is %s: the service answers in these Regions.", requestedRegion, joinRegions(regions))
}

// expectedRegions returns the Regions that the action or the resource says, and
// which of the two does.
func (e *evaluation) expectedRegions() (regions []model.Region, why string) {
	if region, ok := ModelRegion(e.question.Action, e.question.Resource); ok {
		return []model.Region{region}, "the foundation model's ARN"
	}
	return model.HomeRegions(e.question.Action, cmp.Or(e.reading.Caller.Partition, "aws")), "the home Region of a global service"
}

// elsewhere returns the Region of the resource's ARN if that is none of the
// Regions.
func (e *evaluation) elsewhere(regions []model.Region) string {
	if arn, err := model.ParseARN(e.question.Resource); err == nil && arn.Region != "" && !slices.Contains(regions, model.Region(arn.Region)) {
		return arn.Region
	}
	return ""
}

// DerivesRegion reports whether the Region of a question that gives none follows
// from its action or its resource.
func (a *Asker) DerivesRegion(q Question) bool {
	e := &evaluation{asker: a, reading: a.reading, question: q}
	regions, _ := e.expectedRegions()
	return len(regions) == 1 && e.elsewhere(regions) == ""
}

// ModelRegion returns the Region of a request to Amazon Bedrock for a foundation
// model, as the model's ARN has it, whatever the Region of the endpoint. For a
// model of a global inference profile AWS sends the word unspecified.
// https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
func ModelRegion(action, resource string) (model.Region, bool) {
	arn, err := model.ParseARN(resource)
	service, _, _ := strings.Cut(strings.ToLower(action), ":")
	if err != nil || service != "bedrock" || arn.Service != "bedrock" || !strings.HasPrefix(arn.Resource, "foundation-model/") {
		return "", false
	}
	return model.Region(cmp.Or(arn.Region, noRegion)), true
}

// joinRegions joins Regions for a sentence.
func joinRegions(regions []model.Region) string {
	names := make([]string, len(regions))
	for i, r := range regions {
		names[i] = string(r)
	}
	return phrase.Join(names, " or ")
}
