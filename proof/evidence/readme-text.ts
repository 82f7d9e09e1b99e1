// README.txt of an evidence package: what it is and how it is verified, in Vietnamese and in English, with and without
// the script.

/** `receiptEntry` is not known yet when this is written; the words say where it stands. */
export const README_TEXT = `GÓI CHỨNG CỨ CỦA THÁP CANH

Gói này chứa các sự kiện nhật ký và bằng chứng rằng chúng không bị sửa.

  events.ndjson       mỗi dòng một sự kiện (JSON chuẩn tắc RFC 8785), theo thứ tự nhận
  raw-lines.log       dòng nhật ký gốc của từng sự kiện, đúng như khi nhận, cùng thứ tự
  proofs.ndjson       mỗi dòng một bằng chứng cho sự kiện cùng dòng:
                        sealed        thuộc ngày đã niêm phong; "path" dẫn đến gốc cây băm (RFC 6962) của ngày đó
                        sealed-whole  thuộc ngày niêm phong bởi phiên bản cũ; chỉ chứng minh được cùng cả tệp ngày
                        not-sealed    ngày chưa niêm phong lúc xuất: chỉ chứng minh không bị sửa từ lúc xuất
  days/NGÀY/          bản kê của ngày (sealed.json), đoạn nhật ký kiểm toán từ mục niêm phong đến một đầu chuỗi đã ký,
                      và nơi đầu chuỗi ấy được gửi giữ bên ngoài (anchors.ndjson, nếu có)
  keys/               khóa công khai (Ed25519)
  manifest.json       ai xuất, khi nào, vì sao; SHA-256 của từng phần
  receipt/            mục nhật ký kiểm toán của lần xuất này, có SHA-256 của manifest.json, và đầu chuỗi đã ký
  verify.mjs          chương trình kiểm tra

KIỂM TRA
  Kẻ sửa gói cũng sửa được chương trình trong gói: hãy lấy nó từ bản phát hành, hoặc dùng
    thapcanh evidence verify GÓI.tar
  hay, chỉ cần Node 18 trở lên:
    node verify.mjs GÓI.tar
  Đối chiếu dấu vân tay của khóa với đơn vị xuất qua kênh khác (điện thoại, văn bản), hoặc thêm
    --fingerprint DẤU-VÂN-TAY   --key KHÓA.pem   --anchor ĐẦU-CHUỖI.ndjson

  Không có Node, sau khi giải nén (tar xf GÓI.tar):
    sha256sum -c SHA256SUMS                                  các phần đúng như manifest.json ghi
    sha256sum manifest.json                                  phải là chữ đầu của "detail" trong receipt/trail.ndjson, dòng 1
    head -n 1 receipt/trail.ndjson | tr -d '\\n' | sha256sum  mỗi dòng: phải là "previous" của dòng sau; dòng cuối: "hash" trong head.txt
    openssl pkeyutl -verify -pubin -inkey keys/KHÓA.pem -rawin -in receipt/head.txt -sigfile receipt/head.sig
  Làm như vậy với days/NGÀY/: sha256sum sealed.json phải là "detail" ở dòng 1 của trail.ndjson.
  "receipt" trong anchors.ndjson loại time-stamp là dấu thời gian RFC 3161 (base64) của head.txt:
    openssl ts -verify -digest $(sha256sum days/NGÀY/head.txt | cut -d' ' -f1) -in token.der -token_in -CAfile ca.pem

Đoạn nhật ký kiểm toán có thể nêu việc của những người khác: hãy giữ kín như chính chứng cứ.

────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

AN EVIDENCE PACKAGE OF THÁPCANH

This package holds log events and the proof that they were not changed.

  events.ndjson       one event a line (canonical JSON, RFC 8785), in the order in which they were received
  raw-lines.log       the log line of each event as it was received, in the same order
  proofs.ndjson       what proves the event on the same line:
                        sealed        of a sealed day; "path" leads to the root of that day's hash tree (RFC 6962)
                        sealed-whole  of a day that an earlier version sealed; proven only with the whole file of the day
                        not-sealed    the day was not sealed at the export: proven unchanged only since the export
  days/DAY/           the day's manifest (sealed.json), the audit trail from the entry of its sealing to a signed head,
                      and where that head was laid down outside (anchors.ndjson, if it was)
  keys/               public keys (Ed25519)
  manifest.json       who exported it, when and why; the SHA-256 of every part
  receipt/            the audit entry of this export, with the SHA-256 of manifest.json, up to a signed head
  verify.mjs          the verifier

TO VERIFY
  Whoever alters a package can alter the script in it: take it from the release, or use
    thapcanh evidence verify PACKAGE.tar
  or, with nothing but Node 18 or later:
    node verify.mjs PACKAGE.tar
  Compare the fingerprint of the key with the exporting organisation over another channel, or add
    --fingerprint FINGERPRINT   --key KEY.pem   --anchor HEADS.ndjson

  Without Node, after unpacking (tar xf PACKAGE.tar):
    sha256sum -c SHA256SUMS                                  the parts are those of manifest.json
    sha256sum manifest.json                                  must be the first word of "detail" in receipt/trail.ndjson, line 1
    head -n 1 receipt/trail.ndjson | tr -d '\\n' | sha256sum  of each line: must be "previous" of the next; of the last: "hash" in head.txt
    openssl pkeyutl -verify -pubin -inkey keys/KEY.pem -rawin -in receipt/head.txt -sigfile receipt/head.sig
  Likewise in days/DAY/: sha256sum sealed.json must be "detail" in line 1 of trail.ndjson.
  "receipt" in anchors.ndjson of the kind time-stamp is a time stamp of RFC 3161 (base64) of head.txt:
    openssl ts -verify -digest $(sha256sum days/DAY/head.txt | cut -d' ' -f1) -in token.der -token_in -CAfile ca.pem

The stretches of the audit trail may speak of the work of others: keep them as confidential as the evidence itself.
`
