/* Why a record that was meant as SPF is not selected (RFC 7208 section 4.5). */
#ifndef MAILAUTH_SPF_SELECT_H
#define MAILAUTH_SPF_SELECT_H

#include "spf/diagnosis.h"

void spf_diagnose_selection(struct spf_diagnosis *d);

#endif
