"""The text of a formula is in the sentence around it, once."""

import pytest

from tests.extraction.shown.rewritten import lines

MATHML = "<math><mi>t</mi><mo>=</mo><mi>n</mi><mi>k</mi></math>"
WITH_NOTE = """<math alttext="{\\displaystyle t=nk}">
 <semantics>
  <mrow> <mi>t</mi> <mo>=</mo> <mi>n</mi> <mi>k</mi> </mrow>
  <annotation encoding="application/x-tex">{\\displaystyle t=nk}</annotation>
  <annotation-xml encoding="MathML-Content"><ci>t</ci></annotation-xml>
 </semantics>
</math>"""
DRAWING = '<span aria-hidden="true"><span>t</span><span>=</span><span>n k</span></span>'


KATEX = f'<span class="katex"><span class="katex-mathml">{WITH_NOTE}</span>{DRAWING}</span>'
HIDDEN = f'<span class="mwe-math-mathml-a11y" style="display: none">{WITH_NOTE}</span>'
WIKIPEDIA = f'<span class="mwe-math-element">{HIDDEN}<img src="/t.svg" alt="t=nk"></span>'
ASSISTIVE = f"<mjx-assistive-mml>{MATHML}</mjx-assistive-mml>"
MATHJAX_3 = f"<mjx-container><mjx-math>{DRAWING}</mjx-math>{ASSISTIVE}</mjx-container>"
MATHJAX_2 = f"""<span class="MathJax"><nobr>{DRAWING}</nobr><span class="MJX_Assistive_MathML">
{MATHML}</span></span><script type="math/tex">t=nk</script>"""


@pytest.mark.parametrize(
    "formula",
    [MATHML, WITH_NOTE, KATEX, WIKIPEDIA, MATHJAX_3, MATHJAX_2],
    ids=["bare", "with notes", "KaTeX", "Wikipedia", "MathJax 3", "MathJax 2"],
)
def test_a_formula_is_read_once_and_without_its_notes(formula: str) -> None:
    assert lines(f"<p>The time is {formula}, the guide says.</p>") == [
        "The time is t=nk, the guide says."
    ]


def test_parts_of_a_formula_keep_their_meaning() -> None:
    fraction = "<math><mi>v</mi><mo> = </mo><mfrac><mi>s</mi><mi>t</mi></mfrac></math>"
    root = "<math><msqrt><mn>2</mn></msqrt></math>"
    assert lines(f"<p>{fraction} and {root} and m<sup>2</sup> and H<sub>2</sub>O</p>") == [
        "v = s/t and \u221a2 and m2 and H2O"
    ]


def test_a_formula_nested_deeper_than_python_recurses_is_read() -> None:
    markup = f"<p>A <math>{'<mrow>' * 1500}<mi>x</mi>{'</mrow>' * 1500}</math></p>"
    assert lines(markup) == ["A x"]
