print("esimdesk")
