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
// Region that the question gives stands, with a note if it is doubtful.
func (e *evaluation) fillRegion() {
	var regions []model.Region
	why := "the foundation model's ARN"
	if region, ok := ModelRegion(e.question.Action, e.question.Resource); ok {
		regions = append(regions, region)
	} else {
		regions, why = model.HomeRegions(e.question.Action, cmp.Or(e.reading.Caller.Partition, "aws")), "the home Region of a global service"
	}
	if len(regions) == 0 {
		return
	}
	if presence, values := e.request.Key(requestedRegion); presence != scp.Open {
		if len(values) != 1 || !slices.Contains(regions, model.Region(values[0])) {
			e.note("%s is taken as it is given, though such requests are expected in %s: that follows from %s.", requestedRegion, joinRegions(regions), why)
		}
		return
	}
	if arn, err := model.ParseARN(e.question.Resource); err == nil && arn.Region != "" && !slices.Contains(regions, model.Region(arn.Region)) {
		e.note("%s is not derived: the resource is in %s, but such requests are expected in %s.", requestedRegion, arn.Region, joinRegions(regions))
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
	e.note("%s is %s: in these Regions the service answers.", requestedRegion, joinRegions(regions))
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
