"""The table that the benchmarks print: what was measured, beside a limit of the same run, and the aim."""

import dataclasses


@dataclasses.dataclass
class Row:
    work: str
    measured: str
    beside: str  # the limit or the peer, as measured in the same run
    ratio: float = None
    aim: str = ""
    is_met: bool = None


def print_rows(rows):
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} x"
        met = {None: "", True: "met", False: "NOT MET"}[row.is_met]
        print(f"{row.work:44} {row.measured:>16}  {ratio:>8}  {row.aim:22} {met:8} {row.beside}", flush=True)


def print_head():
    print(f"{'work':44} {'measured':>16}  {'ratio':>8}  {'aim':22} {'':8} beside\n{'-' * 140}", flush=True)
