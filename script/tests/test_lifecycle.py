def test_demo(database):
    print(database.ask("select state, count(*) from cchc_assessment group by 1"))
    assert database.ask("select count(*) from ir_model where model='cchc.demo'") == ["0"]
