package rawcall

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/model/catalog"
)

// Answer is a service's answer to a call that succeeded.
type Answer struct {
	Metadata middleware.Metadata // the request ID
	Members  map[string]string   // without lists, by path, such as OrganizationStatus.SLRDeploymentStatus
	Text     []byte              // as it came
}

// readAnswer reads an answer in the call's protocol. An answer that is not a
// success becomes an error of the SDK's kind.
func readAnswer(call catalog.Call, got *http.Response, text []byte) (Answer, error) {
	a := Answer{Members: map[string]string{}, Text: text}
	_, _ = decode(call.Protocol, text, a.Members) // CheckForm says what is wrong with it
	id := got.Header.Get("X-Amzn-Requestid")
	for _, member := range []string{"requestId", "RequestID", "RequestId", "ResponseMetadata.RequestId"} {
		id = cmp.Or(id, a.Members[member])
	}
	awsmiddleware.SetRequestIDMetadata(&a.Metadata, id)
	err := CheckForm(call.Protocol, call.Operation, got, text)
	if err == nil {
		err = serviceError(call, got, a.Members)
	}
	if err == nil {
		return a, nil
	}
	return a, &awshttp.ResponseError{
		ResponseError: &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: got}, Err: err}, RequestID: id,
	}
}

// decode collects the members of an answer. For XML it returns the name of the
// root element.
func decode(protocol catalog.Protocol, text []byte, members map[string]string) (root string, malformed error) {
	if isXML(protocol) {
		return readXML(text, members)
	}
	return "", readJSON(text, members)
}

func isXML(p catalog.Protocol) bool { return p == catalog.ProtocolQuery || p == catalog.ProtocolEC2 }

// serviceError returns the error that the service reports in its answer; nil if
// there is none. EC2 says itself whether it did what it was asked.
func serviceError(call catalog.Call, got *http.Response, members map[string]string) error {
	if got.StatusCode/100 != 2 {
		code, message := errorCode(call.Protocol, got, members)
		return &smithy.GenericAPIError{Code: code, Message: message}
	}
	if call.Protocol != catalog.ProtocolEC2 {
		return nil
	}
	switch cmp.Or(members["success"], members["returnValue"], members["return"]) {
	case "true":
		return nil
	case "false":
		return &smithy.GenericAPIError{Code: "Unsuccessful", Message: "EC2 answered that it did not make the change"}
	default:
		return &Foreign{Status: got.StatusCode, Lacks: "statement on whether EC2 made the change"}
	}
}

// errorCode returns the code and the message of an error; empty if there is no
// code where the protocol has it.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
func errorCode(protocol catalog.Protocol, got *http.Response, members map[string]string) (code, message string) {
	switch protocol {
	case catalog.ProtocolQuery:
		return members["Error.Code"], members["Error.Message"]
	case catalog.ProtocolEC2:
		return members["Errors.Error.Code"], members["Errors.Error.Message"]
	default:
		return plainCode(cmp.Or(got.Header.Get("X-Amzn-Errortype"), members["__type"], members["code"])),
			cmp.Or(members["message"], members["Message"], members["errorMessage"])
	}
}

// plainCode returns the name of an error without the namespace before it and the
// address after it, which some services add.
func plainCode(code string) string {
	code, _, _ = strings.Cut(code, ":")
	return code[strings.LastIndexByte(code, '#')+1:]
}

// readJSON collects the members of a JSON object. An empty body has none.
func readJSON(text []byte, members map[string]string) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		return err
	}
	collect("", object, members)
	return nil
}

func collect(path string, object map[string]any, members map[string]string) {
	for name, value := range object {
		switch v := value.(type) {
		case map[string]any:
			collect(path+name+".", v, members)
		case string, bool, float64:
			members[path+name] = fmt.Sprint(v)
		default: // a list, or nothing
		}
	}
}

// readXML collects the elements below the root and returns the root's name. Where
// an element repeats, the first counts.
func readXML(text []byte, members map[string]string) (root string, err error) {
	var path []string
	decoder := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && root != "":
			return root, nil
		case err != nil:
			return root, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			root = cmp.Or(root, t.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if len(path) > 1 {
				name := strings.Join(path[1:], ".")
				members[name] = cmp.Or(members[name], strings.TrimSpace(string(t)))
			}
		}
	}
}
