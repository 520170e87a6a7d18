package modeltest

import (
	"deputy/model"
)

func Status(p model.Part, target string, progress model.Progress) model.StatusFact {
	return model.StatusFact{Part: p, Target: target, Status: model.Status{Progress: progress}}
}

func Failed(p model.Part, target, operation string) model.StatusFact {
	return model.StatusFact{Part: p, Target: target, Status: model.Status{Progress: model.Failed, Gap: &model.Gap{
		Kind: model.FailureDenied, Operation: "organizations:" + operation, Target: target, Cause: "no permission",
	}}}
}

const (
	SCPAt = string(model.ServiceControlPolicy)
	Rcp   = string(model.ResourceControlPolicy)
)

func Saved(s *model.Snapshot) *model.Reading {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	return r
}
