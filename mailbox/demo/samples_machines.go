package demo

// machines are mails that no person wrote to the desk: none of them is a request.
func machines() []mailing {
	return []mailing{
		{key: "auto-away", gist: "Out of office, in answer to one of the desk's letters", fate: "machine", from: "Teguh Prasetyawan <teguh.p@kemencadangan.go.id>", via: outlook, when: lately(0.37),
			subject: "Balasan otomatis: Tanda terima permohonan",
			headers: "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\nPrecedence: auto_reply\nIn-Reply-To: <letter.0001@domain-contoh.go.id>\n",
			body:    "\nTerima kasih atas pesan Anda. Saya sedang dinas luar sampai akhir pekan. Untuk hal mendesak silakan hubungi Pusdatin di (021) 555-0123.\n\nTeguh Prasetyawan\n"},
		{key: "auto-bounce", gist: "A bounce (RFC 3464): the requester's mailbox is full", fate: "machine", from: "MAILER-DAEMON@mail.go.id", when: lately(0.43), auth: "none", literal: bounce},
		{key: "auto-receipt", gist: "A read receipt (RFC 8098)", fate: "machine", from: "Melati Kusumaningrum <melati.k@barkelnas.go.id>", when: lately(0.53), literal: readReceipt},
		{key: "auto-news", gist: "A newsletter with List-Id", fate: "machine", from: "Warta SPBE <warta@buletin-spbe.example>", via: zimbra, when: lately(0.08),
			subject: "Warta SPBE edisi pekan ini",
			headers: "List-Id: Warta SPBE <warta.buletin-spbe.example>\nList-Unsubscribe: <mailto:berhenti@buletin-spbe.example>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nPrecedence: list\n",
			body:    "\nPekan ini: tips mengamankan situs pemerintah daerah, jadwal bimbingan teknis, dan wawancara.\n\nKunjungi https://buletin-spbe.example/edisi\n"},
		{key: "spam-seo", gist: "Spam: search engine offers, marked as bulk", fate: "machine", from: "Maya SEO <maya@ranking-satu.example>", via: gmail, when: lately(0.02), auth: "none",
			subject: "Website Anda peringkat 1 Google dalam 7 hari!!!", headers: "Precedence: bulk\nList-Unsubscribe: <https://ranking-satu.example/u>\nX-Spam-Flag: YES\nX-Spam-Status: Yes, score=11.2 required=5.0\n",
			body: "\nHalo Admin,\n\nKami jasa SEO profesional bergaransi, 500 backlink hanya Rp 99.000. Balas email ini sekarang!\n"},
		{key: "spam-invoice", gist: "Spam: a false invoice; the mail server marked it", fate: "machine", from: "Billing Dept <billing@pembayaran-cepat.example>", via: outlook, when: lately(0.57), auth: "fail",
			subject: "[SPAM] Invoice #88213 jatuh tempo hari ini", headers: "Precedence: junk\nX-Spam-Flag: YES\nX-Spam-Status: Yes, score=15.8 required=5.0\n",
			body: "\nYth. Pelanggan,\n\nTagihan domain Anda jatuh tempo. Bayar di https://pembayaran-cepat.example/bayar agar tidak dihapus.\n"},
		{key: "spam-prince", gist: "Spam without any mark: a person must see it is spam", from: "Barrister J. Olawale <olawale.chambers@surat-emas.example>", via: yahoo, when: lately(0.33), auth: "none",
			subject: "PROPOSAL KERJASAMA RAHASIA", body: "\nDear Friend,\n\nSaya pengacara almarhum nasabah dengan dana USD 12,5 juta. Mohon kirim nomor rekening Anda untuk pencairan. Rahasia 100%.\n"},
	}
}

const bounce = `Date: @DATE@
From: Mail Delivery System <MAILER-DAEMON@mail.go.id>
To: helpdesk@domain-contoh.go.id
Subject: Undelivered Mail Returned to Sender
Message-ID: @ID@
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_dsn"

--=_dsn
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<sumberteladan@mail.go.id>: host mail.go.id said: 552 5.2.2 Mailbox full

--=_dsn
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.domain-contoh.go.id
Arrival-Date: @DATE@

Final-Recipient: rfc822; sumberteladan@mail.go.id
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

--=_dsn
Content-Type: text/rfc822-headers

From: helpdesk@domain-contoh.go.id
To: sumberteladan@mail.go.id
Subject: Tanda terima permohonan
Message-ID: <letter.0002@domain-contoh.go.id>

--=_dsn--
`

const readReceipt = `Date: @DATE@
From: Melati Kusumaningrum <melati.k@barkelnas.go.id>
To: helpdesk@domain-contoh.go.id
Subject: Read: Tanda terima permohonan
Message-ID: @ID@
In-Reply-To: <letter.0003@domain-contoh.go.id>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="=_mdn"

--=_mdn
Content-Type: text/plain; charset=us-ascii

Your message was read.

--=_mdn
Content-Type: message/disposition-notification

Reporting-UA: PRD.OUTLOOK.example; Microsoft Outlook
Final-Recipient: rfc822;melati.k@barkelnas.go.id
Original-Message-ID: <letter.0003@domain-contoh.go.id>
Disposition: automatic-action/MDN-sent-automatically; displayed

--=_mdn--
`
