package verdict_test

import (
	"testing"

	"deputy/model/modeltest"
	"deputy/model/verdict"
)

func TestAskRefusesBadQuestions(t *testing.T) {
	for _, q := range []verdict.Question{
		{Account: modeltest.Payments, Action: "PutObject"},
		{Account: modeltest.Payments, Action: "s3:*"},
		{Account: modeltest.Payments, Action: "s3:PutObject", Resource: "bucket"},
		{Account: modeltest.Payments, Action: "s3:PutObject", Principal: "arn:aws:iam::111122223333:role/x"},
		{Account: modeltest.Payments, Action: "s3:PutObject", Principal: verdict.PrincipalARN("aws", modeltest.Payments, "us-west-2")},
		{Account: modeltest.Payments, Action: "s3:PutObject", Principal: verdict.PrincipalARN("aws", modeltest.Payments, "role/")},
	} {
		if _, err := verdict.Ask(modeltest.Demo(), q); err == nil {
			t.Errorf("%+v is taken for a question", q)
		}
	}
}
