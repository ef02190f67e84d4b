/*
 * Keys and filling for the examples of rules. The keys were made for this purpose; none is in use anywhere.
 */
#ifndef MAILAUTH_RULES_EXAMPLE_TEXT_H
#define MAILAUTH_RULES_EXAMPLE_TEXT_H

#define KEY_RSA_512 \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKtm3y3BRm6hodN5nt5J7gHtD5lqmElm0fkTvC237OXpHBp74r3qGT+AnrKjCxEP" \
	"myttOr1DILMTSMiaIqqmEMECAwEAAQ=="
#define KEY_RSA_1024 \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDq6C8hhWekf1XYEynosQpp5NGDsj94NNugqvtlzwZnpjK5YYp98PkTnX29" \
	"IFlwVToxath6rVNcDd1oGNkILwoZFcAvkpVQ48JfRo6WqSVL1xm20bNsVeQOPfCgqQ9NuiWseFfJwCAYV2Q3phS2EPfQcpRD\"" \
	" \"" \
	"iu+fc/3HbCbelxXSJwIDAQAB"
#define KEY_RSA_1536 \
	"MIHfMA0GCSqGSIb3DQEBAQUAA4HNADCByQKBwQDiWKdJuPUZvjMULr0Vb5O2lBvI" \
	"K3COCTUjSVbCuhjL4H/LHFbKFA/pqJGPsqiUK9nRi1RqXyJcn7mt/mjhQxC5AMW0" \
	"wNfSW2i0uJsl0J2624affTuFoOpnAnxeKqf8CW24VYcIxpZFP/5dzJCS61w5L43L" \
	"i6apjedwjwnu1lKiYgUZueZtakqO+P0+pWGj8UA/q5U/IfGCa+xljzoxHjnM55/D" \
	"j5EJ/NLgymdQE32YB2cgDTSQa3wsh3DDY782N8sCAwEAAQ=="
/* One key in two halves, and whole. */
#define KEY_RSA_2048_HEAD \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+FEdJ/96VP0UBDRe94MkuDsPCnFxVGmGmKO+IbF4QeutlyQOekuh" \
	"vMWEjZ+" \
	"UmpirIEtNV52WBy9wHnegpaR5jBJEVfQlI6SSYcIXNens33Af8BiYv5s20TjS3EVuJlomPDWBdr4LO9O0Al4oHOwJ"
#define KEY_RSA_2048_TAIL \
	"mKGCMzNM4kB8wD2d9BADGpKgmNHOUAyVhdacHZbemZDurvnymuk5/KUmI9Wc/0oyZW8UpbD7OzxI4VxhVuIakse9hX9W5k2F" \
	"6O5I1NL87DN16tICta4H4fAK2AqhorbBvmJ3BqnUVdC9hwzja/" \
	"d65vdklvD7bP4y5mkBAqThnq08cY966GBHD6pXcc40gNAl\" \"" \
	"dQIDAQAB"
#define KEY_RSA_2048 KEY_RSA_2048_HEAD "\" \"" KEY_RSA_2048_TAIL
#define KEY_RSA_4096 \
	"MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAqEq2QtKIwO6FLVzZ7tqkqgKeZgZn1ZiCAr9UdoBjuCQP5kpsXMEh" \
	"17Gyb3RAxRMXxPAM9B5DCwsWJgD2xa2DpwYSz31bnNF1rSUzPRRXL6vTwuLpg34gKwW2lDzsVIrWsj9LdJ2J/" \
	"hs72xCu9rdp\" \"" \
	"KTQOoq+QFYPXJSmAheSe21iaS0zQSiMMLJXC/300eSd9vopx4yyoHg6KIAVt86EFYLuKkan2XDMQDcswFx/XUDgSbweAWEnE" \
	"McAbeTzfL69zS2sJUC8eIxl9gqELn1NKXFxvZ6abIHjhsct2F5soxrUCmWLiLfyDOX5J4YARAOWQvVUk+" \
	"jNNUwOdV51ocqeV\" \"" \
	"513kv1F1nePzcHo1grLpDf6rgwdE+jCneIkK5UIEz8AMcK5GJISIurQO4d8zcir59o6Fa/JSpLBKJoP4D0vAV5WOjTljhrcj" \
	"kKmpjLkAENtEtLBp3Fd/kQl5T7rp6AvmYHtdtlRRIT9TLMntvoDNvBPxXbA9YQUm8KGCvqxFkkZiDOKRNYVd/" \
	"jq6MPPbneoI\" \"" \
	"0r4rD2bCadLPpUbt3UYK5OXVXTcRj4bLn370Ed0YDCwv+XB+36mA753g30Je5FTEGtnT8RKPJWM0xq5rWQme64NEu/plqU3i" \
	"udLeK2ta/K2hJNowNSV4Y8uwGgQQ7tcjX7uI2rxYiT/DWkaoTrZ9m+8CAwEAAQ=="
#define KEY_RSA_8192 \
	"MIIEIjANBgkqhkiG9w0BAQEFAAOCBA8AMIIECgKCBAEAjDpjFxQlqAzQSXIqnWl890Or7KNt/4vCl/2YhaHlyvytQsJgvkkQ" \
	"UTigea6A+JbD5+zL/7y7OF/" \
	"4aOz9deqr4qk0RuuZ0neJSdpYQnqPJWBahZtvWkKnbeTgxg58yJWwzsLov8wFlj41TvHUFSFu\" \"" \
	"5HYMBOimmzm5T+sps5nypwkSE4IzKmO3+ycwMvlwfplM/XIv0DkEt8FgZ37R8pLk842UQR1Q+LLY1CR8LtsWZiwLl74RvPkB" \
	"iXXr6RTTMOc1jlVyAKDhi9MRPPaEGDwCbNWW9t2J9QKhYW/HuEinFUNy0QOpap0Zq/nARTObc3c08V7EOm3/" \
	"JNFJRKaEnMA+\" \"" \
	"d9Pl4JAmUTPpsrS10K71ZDuDP/V+/HgMalwDjj8YzwFEdIJkgbu1AhEjEStqLvIb5mf4wubN9zsnoBdsndnRL5niwD+s8P1n" \
	"sHynw7qzbSF42T/G/m4dRHfP2oTJrbDBWmD0FCJsW3nr0Tabc4YrHzbo1JTR8dS1U1lMDc0qXgv5MLrtTgt/" \
	"RlMrg5nJ84RZ\" \"" \
	"7HVe+izZjgm6kONp7EjS0dw11kZea7I/cLptXVQRZKLnHVaWHKpPpzwyPrJk+XAZnjJ5bPsUxXweI2mkUAqbZQ6a7wmiLGhj" \
	"6oEyQP9agZyqGF29i2AiPVyWRGB/" \
	"SauafTHFn2edNdfPni+4gjzLPMlMLyWjvzDoj8bz2TbFRVva8jawaohWPKffykIAIuxx\" \"" \
	"6Njq/y5RXnJO5bVLH4gxJjObqkAz6r0tJPdh05DanMxPB4/IIxWXIbFpo7eop1XHliAk8X9V3rrb6uX2rVMduISkeK1QOcxV" \
	"rBXQl1oI+4tHLRpY7iGsytIZCeGhRo6O7OU1AhOrDXr8k/" \
	"Vr+Z08T6tH3O+U5JNU64zAuJRHjL7SH7iJJ5ynCYHSKvKm1WmL\" \"" \
	"brp8GRsphBxflsYxutftaAfffv7ugcGTGjxlnPIl5z1CLd81XpVpes4t4qyUqfg/evvFoOCw1JzeYR5QrJbLWLUgDutSt734" \
	"aa+t2hHW1E5QA9XNiGwwvx+p9IDx5trInbiGAeal8l1qlZtLu7RS7b/IRFt6A/CNuB2Ly/" \
	"PzYRI2oXLcwUtfNRCPqUT0VEy1\" \"" \
	"XusbSJxmf9yFXY/8ynvdSLPVGVsIKLPvDM1X4W6pyRQQ1E+B5hoXeKggJ/cB6vDShUUaoWD4JDHuEWMD1H+qu96D0ua2mg3p" \
	"cxX+CRHYwwR1vjVpiCBWK6rDTqMzdPC2QECxvl51tgYpktLhMMUqxBJ9lQI9ebz+IN13dxu1h7UlNw/" \
	"Jc05qpxMqjrCg+Ab2\" \"" \
	"7X+ToDcn9/6KC6Uo0XbUGTus0+iM94m0TNUZlbEIz0az6mgGun2pctUaFcRZOJTBDQIDAQAB"
#define KEY_RSA_E3 \
	"MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAtsgPISIt0ejxDZXLAFrL0nendwpUQ352PWOZG2b6XWuQ1pX/tCkI" \
	"jLIZevZLr86rzAAfkVQCUFqGlKpbQrLTAvw1C90RkecE3YQoDAItiM08x5np/" \
	"CNXjiqtLZi36IbBNLrcg9uu1AK0gNxDFwu2\" \"" \
	"/jg01Xlqc/W9ZvY7ComrqJvWYp881R8uRIUTuAnkGvYefy48dm2qv87Wo34W5ptsT+ow5MFEEjuj50axiUznipOfAJ9tHo11" \
	"ODDPtamTY3z3SMB2jTnwxhSm4zH8aV+/3I/yAbjJ5sSwsbCVKXGFS+jC/T/" \
	"mDxXkAdUfin00RE62Bwe5QxFnAF65ATho9Sek\" \"" \
	"zwIBAw=="
#define KEY_RSA_PKCS1 \
	"MIIBCgKCAQEA+FEdJ/96VP0UBDRe94MkuDsPCnFxVGmGmKO+IbF4QeutlyQOekuhvMWEjZ+UmpirIEtNV52WBy9wHnegpaR5" \
	"jBJEVfQlI6SSYcIXNens33Af8BiYv5s20TjS3EVuJlomPDWBdr4LO9O0Al4oHOwJmKGCMzNM4kB8wD2d9BADGpKgmNHOUAyV\"" \
	" \"" \
	"hdacHZbemZDurvnymuk5/KUmI9Wc/0oyZW8UpbD7OzxI4VxhVuIakse9hX9W5k2F6O5I1NL87DN16tICta4H4fAK2AqhorbB" \
	"vmJ3BqnUVdC9hwzja/d65vdklvD7bP4y5mkBAqThnq08cY966GBHD6pXcc40gNAldQIDAQAB"
#define KEY_RSA_PRIVATE \
	"MIICWwIBAAKBgQCW1GhR/u8NWHnxSveA9M9KZutlVWT3A+K6NAjvT+FJqdOB8GUJccDvn/gSKvakB4IZkh4lm6Py5RkoJEIz" \
	"obGjGtG/uxyE7B+eM9nwwt9s1NQWV/" \
	"fj8yC1z2Qnt1X8A90LguCC+ZtrKziRfBrt8BdTNQ1zIKLYj0tTiVL3RfQbIwIDAQAB\" \"" \
	"AoGAMUdMnh2QtOeHT9KScsuJPmHJ3t27kwjt9rAxix6qGIsn03hbSm6j/qZhQm5PDuB1HS2kM91Z/23ifj76ciwOAR/CLrIn" \
	"96bn7ZjUnm20FD/" \
	"ehVusCjad5SmgiWkn54ZJAkUnnwkAM1By3hDPxTheCay+AlNmqdSAaQgY3WjVoCECQQDH+VXBOHUkAS24\" \"" \
	"G807O2iGKM6Df1zuw6wpEDJNnEnMTLcXxFO9syd5nm+b1a9NAqPKoueuj7lVEjCH7mjM/I4dAkEAwRZQ9deCnqkrdvtQaJK6" \
	"qNTTHTGhVguAQhG8AR6MUIV3lzqM3YM1k/kgu2ygh8hJU6fp4WV1p53uP/" \
	"il+0AKPwJANdDnACHWfIMIr8Rjne4l+fzfXsoW\" \"" \
	"03a7TS27q+FEhwOaPn4qXyHonLVDqfd+vsXYGH9wxCyPntJPVzWU5J2PDQJADjTsJAqFS9M6pXh8RBV3snBmUCGUs1YJS9Mu" \
	"OA7dWBdZ40ClmK7MxGRyKhgl/5eW/Za/" \
	"OJxUec6+9un+nGvr1QJAdRNp4T6xAQnBAjCwLf6HXOBFtxxLpFM1cqegPyWx9Umr\" \"" \
	"41EXxdz8echt2AtsFdTRAqccsL88ynTAfR58NX5xfg=="
#define KEY_ED25519_SPKI "MCowBQYDK2VwAyEAUs9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s="
/* The public half of the private key in tests/rules/test_rule_examples.c. */
#define KEY_OF_PAIR "mL8oI7xLLSUa+mrZqaySPp9Ej+sNXvF5EDD2pKHJylg="
#define KEY_ED25519 "Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s="
#define KEY_ED25519_SHORT "Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfew=="
#define KEY_EC \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEehLUP6tbiiRrrEMzIKorxNwvm7ZqmpoDUH/6v97jw0FVdB9rAiohpoNy+RQN" \
	"PqIsxqGkKO3bXQtAIS8LtpTJzQ=="
#define KEY_RSA_FERMAT \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApJbEdVSX5cR+3cWbE12lOGxKRCA8odqZBX3idEnQHfR54nsrALhv" \
	"ieo/zs1N4lcLz+YgRbt4Lz7ARC2gn5W2UyICT5nTBHwqeCH49tBA5gHrwugrapKfQWrReoH/MZ5iNRqE+BBQV//" \
	"QHhE57fLb\" \"" \
	"2bAqMQC/21t2+j0WJ599JxCu4+qdcCArdu/jk+k435jcc3CokQqWNvimtV/rhfqSn1ILyjTyuMk8/3So0vqwtm72S62tv/AD" \
	"qm/" \
	"m2P5yA2N6GJK0l23MgZMdK3JyRzDQiue1CW2UPeMD2+Suakso79g6b3ZXwD35BhJ8R49ZKEUo948qeVatmL0N9gt+pd+B\" \"" \
	"zQIDAQAB"
#define KEY_RSA_SMALL_FACTOR \
	"MIIBITANBgkqhkiG9w0BAQEFAAOCAQ4AMIIBCQKCAQBy9GT6sGvF9csMNwr0E4hrQrTdV8Bj4z6C9MYoZbyaidQapos2rapM" \
	"f2bXlPYgSVCfqDPHiq+MusV/LjqDrlNJr1FLc/fcwNmhGYOaJTmS6akccc0xp+YTGvEFpZXCPZQfzIBPGi7xfsFla/" \
	"Ld3Zi8\" \"" \
	"Ic62DarBeCYNx70+nzOo+ppFMLJyS45FfLSWjyIE2gD5EhI0PXmt7mffxqzaB0TCNhclq6JqLRVYY/E7iQoBiNYOV4QlX4fG" \
	"p97XEo2H5pgnrH6TVgL78SGjBNp6AmuZ1mdV/" \
	"gRjMaXiDGdJUHSMX+7A6yp1odMfKOgp1gnbs1lOmfg4Qaf+4flXWxfiP1x7\" \"" \
	"AgMBAAE="
#define KEY_RSA_ROCA \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAmZbGjDS2TkZ6NrDYM72JjxGxLHAewG2EcERKem+KqA/h1LEBEmnc" \
	"q4Pe6MKBZ47IqConcB9OuOtwy5IqDnNMaBcRbiWXbqzdr8vKztt1sXdWnE1vcoRCPmYAZRbxBe4LwIdiADj/" \
	"jg70PYghfnKr\" \"" \
	"gZvlEzaRXgFtYc+zdv6da6x5dPMoZaun5ZAEQ7ur+pJP8vlNjSsnWKeULTN3rII+16UsSQbG4PLbVEm0hfGJal3rV+4MtW2G" \
	"XvqCHkyqp/" \
	"DVLgSJB7KM8pWU5Lye+DScmAxVE10wxlgaW7Z7i1UJ+WuSJCsBLhXevqWMh9BlT0F5zwM5ucBH7GiNg5VNz31T\" \"" \
	"0wIDAQAB"
#define KEY_RSA_TRAILING \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+FEdJ/96VP0UBDRe94MkuDsPCnFxVGmGmKO+IbF4QeutlyQOekuh" \
	"vMWEjZ+" \
	"UmpirIEtNV52WBy9wHnegpaR5jBJEVfQlI6SSYcIXNens33Af8BiYv5s20TjS3EVuJlomPDWBdr4LO9O0Al4oHOwJ\" \"" \
	"mKGCMzNM4kB8wD2d9BADGpKgmNHOUAyVhdacHZbemZDurvnymuk5/KUmI9Wc/0oyZW8UpbD7OzxI4VxhVuIakse9hX9W5k2F" \
	"6O5I1NL87DN16tICta4H4fAK2AqhorbBvmJ3BqnUVdC9hwzja/" \
	"d65vdklvD7bP4y5mkBAqThnq08cY966GBHD6pXcc40gNAl\" \"" \
	"dQIDAQABAAAA"
#define KEY_CUT \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+FEdJ/96VP0UBDRe94MkuDsPCnFxVGmGmKO+IbF4QeutlyQOekuh" \
	"vMWEjZ+" \
	"UmpirIEtNV52WBy9wHnegpaR5jBJEVfQlI6SSYcIXNens33Af8BiYv5s20TjS3EVuJlomPDWBdr4LO9O0Al4oHOwJ\" \"" \
	"mKGCMzNM4kB8wD2d9BAD"

#define LONG240 \
	"ip4:11.1.10.8 ip4:11.2.10.15 ip4:11.3.10.22 ip4:11.4.10.29 ip4:11.5.10.36 ip4:11.6.10.43 " \
	"ip4:11.7.10.50 ip4:11.8.10.57 i" \
	"p4:11.9.10.64 ip4:11.10.10.71 ip4:11.11.10.78 ip4:11.12.10.85 ip4:11.13.10.92 ip4:11.14.10.99 " \
	"ip4:11.15.10.106 ip4:11.16.10.113 ip4:11.17.10.120"
#define LONG240B \
	"ip4:11.18.10.127 ip4:11.19.10.134 ip4:11.20.10.141 ip4:11.21.10.148 ip4:11.22.10.155 " \
	"ip4:11.23.10.162 ip4:11.24.10.169 i" \
	"p4:11.25.10.176 ip4:11.26.10.183 ip4:11.27.10.190 ip4:11.28.10.197 ip4:11.29.10.204 " \
	"ip4:11.30.10.211 ip4:11.31.10.218 ip4:11.32.10.225 ip4:11.33.10.232"
#define CUT255 \
	"a ip4:11.1.10.8 ip4:11.2.10.15 ip4:11.3.10.22 ip4:11.4.10.29 ip4:11.5.10.36 ip4:11.6.10.43 " \
	"ip4:11.7.10.50 ip4:11.8.10.57" \
	" ip4:11.9.10.64 ip4:11.10.10.71 ip4:11.11.10.78 ip4:11.12.10.85 ip4:11.13.10.92 ip4:11.14.10.99 " \
	"ip4:11.15.10.106 ip4:11.16.10.11"
#define PAD240 \
	"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefgh" \
	"ijabcdefghijabcdefghij" \
	"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefgh" \
	"ijabcdefghijabcdefghij"

#endif
