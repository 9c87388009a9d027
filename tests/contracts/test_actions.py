"""The commands of acts: what each does, refuses, leaves in the journal."""

from tests.contracts import world as making


def test_flow(world):
    act = making.signed(world)
    assert act.state == "signed"
    print(act.contract.code, act.digest, act.signatures.values_list("party", "organisation", "rank"))
    nxt = making.drafted(world, "amendment", ends_on="2031-12-31")
    print(nxt.choices)
    c = making.prepare_act(by=world.actor("manager"), now=making.NOW, act=nxt, verb="check")
    from ancrage.contracts.queries.contents import frozen_change
    from ancrage.contracts.papers import act_pdf, act_parts
    from ancrage.contracts.rules.content import read_content
    ch=frozen_change(c)
    print(ch.changes)
    for p in act_parts(read_content(c.content), ch): print(p)
    open("/tmp/ct-act.pdf","wb").write(act_pdf(read_content(c.content), ch))
    c0=making.again(act)
    open("/tmp/ct-contract.pdf","wb").write(act_pdf(read_content(c0.content), None))
