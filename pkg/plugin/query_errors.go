package plugin

import (
	"errors"
	"fmt"
)

// queryError says what is wrong with a query and what to change.
type queryError struct {
	Advice string
	Cause  error
}

func (e *queryError) Error() string {
	if e.Cause == nil {
		return e.Advice
	}
	return e.Advice + " Cause: " + e.Cause.Error()
}

func (e *queryError) Unwrap() error { return e.Cause }

func badQuery(format string, args ...any) error {
	return &queryError{Advice: fmt.Sprintf(format, args...)}
}

// withVariable makes a *queryError of a variable without a value.
func withVariable(err error) error {
	if variable := new(uninterpolatedError); errors.As(err, &variable) {
		return &queryError{Advice: variable.Error()}
	}
	return err
}

// uninterpolatedError is a variable that nobody replaced by its value.
type uninterpolatedError struct{ what, name string }

func (e *uninterpolatedError) Error() string {
	return fmt.Sprintf("The %s %q is a variable that has no value here; write the %s itself, or give the variable one value.", e.what, e.name, e.what)
}

// inRule says why a variable has no value in an alert rule.
func (e *uninterpolatedError) inRule() error {
	return badQuery("The %s %q is a variable that has no value here; alert rules cannot use dashboard variables, so write the %s itself.", e.what, e.name, e.what)
}
