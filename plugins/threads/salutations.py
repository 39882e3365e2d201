"""The words people use to greet, thank and answer each other, by language; compared without case or accents.

Greetings and thanks are recognized in every text, whatever its declared language: a student who writes English still
says “Ciao”. Words that mean something else in another language (French “du” is German for “you”) count only in texts in
their own language.
"""

from collections.abc import Iterable
from functools import lru_cache

from unidecode import unidecode


def folded(words: str | Iterable[str]) -> frozenset[str]:
    """Words normalized for comparison; Chinese and Japanese ones are kept as they are."""
    listed = words.split() if isinstance(words, str) else words
    return frozenset(key(word) for word in listed)


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """A word without case and accents."""
    if word.isascii() or CJK_FIRST <= word[0] <= CJK_LAST:
        return word.casefold()
    return unidecode(word).casefold()


CJK_FIRST, CJK_LAST = "\u3040", "\ufaff"

HELLO = folded(
    "hi hello hey hiya heya howdy greetings dear morning afternoon evening"
    " hallo moin servus gruezi liebe lieber liebes guten tag hei hej halla moro moi terve hyva paivaa"
    " bonjour bonsoir salut coucou cher chere chers hola buenas buenos dias tardes querido querida estimado estimada"
    " ciao buongiorno buonasera salve caro cara ola oi bom boa dia tarde noite querido prezado prezada"
    " hoi hai dag goedemorgen goedemiddag goedenavond beste lieve tjena hejsan kara bäste bästa god morgen dag kære"
    " kjære hæ halló sæl sæll blessaður blessuð kæri kæra góðan daginn rakas hyvä cześć hej witaj"
    " drogi droga dzień dobry szanowny szanowna ahoj čau szia privet merhaba selam namaste shalom salam"
    " 你好 您好 嗨 亲爱的 親愛的 早上好 こんにちは こんばんは おはようございます おはよう はじめまして"
)
"""A greeting: whoever is named next is greeted."""

THANKS = folded(
    "thank thanks thanx thx ty cheers ta"
    " danke dank vielen herzlichen merci gracias grazie obrigado obrigada valeu bedankt dankjewel dankje dankuwel"
    " tack tak takk mange takket kiitos kiitoksia dzieki dziekuje dziękuję dziękuje"
    " 谢谢你 谢谢您 谢谢 感谢 多谢 謝謝你 謝謝您 謝謝 感謝 ありがとうございます ありがとう"
)
FILLING = folded(
    "you so much very a lot ton bunch tons again indeed really everso ever there back once more kindly good many"
    " dir ihnen euch schon sehr noch einmal nochmal"
    " beaucoup bien infiniment a toi vous muchas muchisimas mil tante mille molte a te muito muita"
    " je wel jullie u hartelijk wederom så mycket sa meget tusen tusind takk kærlig takk fyrir kærlega paljon"
    " bardzo serdecznie ci"
)
"""May come between a greeting or thanks and the name."""

THANKED_FOR = folded("for fur pour por per pela pelo voor for fyrir za od de di om att du di de")
"""“Thanks Jing for …”: words after a name that show that it is the person thanked."""

PRAISE = folded(
    "great good nice lovely excellent awesome amazing brilliant wonderful fantastic well interesting cool love loved"
    " congratulations congrats bravo agreed agree exactly absolutely totally true right yes no nope yeah yep wow haha"
    " lol ha hah sorry welcome same oh ah super perfect beautiful thoughtful insightful fair enjoyed"
    " toller tolle gut guter gute schoner schone schon genau stimmt super klasse ja nein"
    " bravo bon bonne tres super exactement oui non d'accord genial excelente buen buena bien genial si exacto claro"
    " bravo brava bello bella ottimo ottima si certo esatto giusto otimo otima bom boa muito sim concordo exato"
    " mooi goed leuk goede precies inderdaad nee helemaal bra fint precis håller god godt fin flott enig bra præcis"
    " gott frábært flott sammála einmitt já nei hyvä hieno hienoa juuri kyllä samaa świetny świetna dobry dobra super"
    " zgadzam tak nie 好 很好 同意 是的 そうですね 確かに はい"
)
"""First words of praise, agreement and disagreement: “Great point, Jing!”."""

PRAISED = folded(
    "point post job question work comment idea example thoughts thought said put done analysis observation response"
    " reply answer insight one catch find take read story article argument summary agree agreed"
    " beitrag punkt post frage idee artikel gedanke article commentaire idée question entrada comentario idea articolo"
    " commento punto ponto texto comentário punt vraag inlägg poäng indlæg innlegg poeng færsla punktur kirjoitus wpis"
)
"""What is praised, in case the comma is missing: “Great point Jing!”."""

LEADING = folded(
    "so well but and now oh ah wow haha ok okay yes no yeah also still hm hmm agreed exactly true indeed actually"
    " honestly look see sorry also aber und nun ach ja nein doch mais et alors oui non pero y bueno si no ma e allora"
    " mas entao sim nao maar en nou ja nee men och så ja nej og så jo mutta ja no ale więc no en og"
)
"""May come before a name that is addressed: “But Hrafn, don't you think …”."""

GROUP = folded(
    "everyone everybody all class folks team guys people classmates group world friends both students colleagues y'all"
    " zusammen alle allerseits leute klasse tous toutes tout monde todos todas clase tutti tutte ragazzi classe pessoal"
    " turma galera iedereen allemaal klas alla allihopa klassen allesammen alle allir öll bekkur kaikki wszyscy"
    " wszystkim klaso 大家好 大家 各位 同学们 同學們 皆さん みなさん 皆様"
)
AND = folded("and & + und et y e en och og ja i a 和 与 與 跟 と")
TITLES = folded(
    "mr mrs ms miss mx dr prof professor sir madam herr frau monsieur madame mme m senor senora sr sra signor signora"
    " dhr mevrouw meneer pan pani fru"
)
SUFFIXES = folded("さん 様 先生 くん 君 ちゃん 老师 老師 同学 同學 san sensei")
APPOSED = folded(
    "classmate classmates friend friends author colleague colleagues student students teacher professor peer peers"
    " partner fellow teammate instructor namesake brother sister poster commenter writer roommate cousin call called"
    " named name freund freundin autor autorin kollege kollegin ami amie auteur autrice amigo amiga autor amico amica"
    " autore autrice vriend vriendin vän vännen ven venn vinur ystävä ystäväni przyjaciel autorka 朋友 作者"
)
"""After these, a name says who is meant, and is not addressed: “I agree with my classmate, Jing.”"""

THIRD = folded(
    "who whose whom which that and or as in the a an her his their for like on with from one too also however though"
    " of at by to said says wrote der die das und oder wie in im aus qui et ou comme dans le la que y o como en el e"
    " che il i die wie en als som och og der dan som og í sem ja joka i który która w 的 は が の"
)
"""After “Jing,” these talk about Jing rather than to Jing."""

SUPPOSING = folded(
    "think believe guess suppose suspect assume feel imagine hope glaube denke crois creo credo acho denk"
)
"""“Jing, I think, is right” talks about Jing."""

YOU = {
    "en": folded("you your yours yourself you're you've you'd you'll u ur thanks thank"),
    "de": folded("du dein deine deinen deinem deiner dir dich ihr euch euer eure Ihnen danke"),
    "fr": folded("tu ton ta tes toi vous votre vos t'as merci"),
    "es": folded("tú tu tus ti te usted ustedes contigo gracias"),
    "it": folded("tu tuo tua tuoi tue ti te lei grazie"),
    "pt": folded("você voce tu teu tua te ti contigo seu sua obrigado obrigada"),
    "nl": folded("je jij jou jouw u uw jullie bedankt dank"),
    "sv": folded("du din ditt dina dig ni er tack"),
    "da": folded("du din dit dine dig jer tak"),
    "no": folded("du din ditt dine deg dere takk"),
    "is": folded("þú þig þér þín þinn þitt þína þínum þið takk"),
    "fi": folded("sinä sinun sinua sinulle sinusta olet te kiitos"),
    "pl": folded("ty ciebie cię ci tobie tobą twój twoja twoje twojego masz dziękuję dzięki"),
    "zh": folded("你 您 你的 谢谢 謝謝 谢谢你 你们"),
    "ja": folded("あなた ありがとう ありがとうございます"),
}
"""Words that address somebody."""
YOU["nb"] = YOU["nn"] = YOU["no"]

SPEAKING = {
    "en": folded(
        "i i'd i'm i've i'll my we me great good nice well yes no exactly agreed what how why do did does could can"
        " would have are is thanks interesting wow true that's this it's love loved sorry maybe same absolutely let"
    ),
    "de": folded("ich mein meine wir genau ja nein danke wie was warum toll gut stimmt super"),
    "fr": folded("je j'ai j'aime j'adore j'avais moi merci oui non comment pourquoi bravo"),
    "es": folded("yo me creo gracias sí no qué cómo por estoy muy"),
    "it": folded("io mi sono grazie sì no come perché penso credo concordo"),
    "pt": folded("eu concordo obrigado obrigada sim não como acho gostei"),
    "nl": folded("ik mijn wij ja nee dank bedankt hoe wat waarom"),
    "sv": folded("jag min mitt vi ja nej tack hur vad varför"),
    "da": folded("jeg min mit vi ja nej tak hvordan hvad hvorfor"),
    "no": folded("jeg min mitt vi ja nei takk hvordan hva hvorfor"),
    "is": folded("ég mér mig við já nei takk hvernig hvað"),
    "fi": folded("minä minusta olen kyllä ei kiitos miten mitä miksi"),
    "pl": folded("ja zgadzam myślę tak nie dziękuję dzięki jak co dlaczego"),
    "zh": folded("我 我们 谢谢 謝謝 同意 很 是"),
    "ja": folded("私 僕 ありがとう ありがとうございます はい 確かに 同感"),
}
"""How a sentence continues after a name that is addressed: “Jing, I agree”."""
SPEAKING["nb"] = SPEAKING["nn"] = SPEAKING["no"]

CJK_WORDS = tuple(
    sorted(
        {
            word
            for words in (HELLO, THANKS, PRAISE, GROUP, SUFFIXES, APPOSED, *YOU.values(), *SPEAKING.values())
            for word in words
            if CJK_FIRST <= word[0] <= CJK_LAST
        },
        key=lambda word: (-len(word), word),
    )
)
"""The Chinese and Japanese words above, longest first, for scripts written without spaces."""

ALSO_WORDS = folded(
    "mark will rose may grace hope faith joy april june august summer autumn dawn bill bob chase drew frank grant jack"
    " max pat rob rich sue ray guy art daisy lily ivy iris violet ruby pearl amber crystal jade sky skye star sunny"
    " happy christian dean earl duke king prince angel destiny harmony melody carol victor pierce miles lance penny"
    " olive heather holly hazel basil sage sandy wade hunter mason cooper carter taylor parker tanner skip chip chuck"
    " cliff clay glen dale heath reed rowan rusty stormy trinity chance buddy sterling royal sincere brook brooke gale"
    " jean peg dot don gene jay robin martin baker cook page paige long young love lane ford lee harper china india"
    " paris austin dallas london florence georgia virginia carolina savannah brooklyn chelsea asia jordan israel sydney"
    " ernst wolf rosa viola heide linde engel pierre marine aurore claire blanche prudence marguerite olive victoire"
    " sol luz mar paz pilar dolores rocio consuelo esperanza domingo leon salvador blanca clara cruz gracia mercedes"
    " nieves soledad alba stella bianca serena luna odd even liv dag stein bjorn toivo lumi meri rauha onni vilja tuuli"
    " valo roos mei merel sol dagur orn"
)
"""Names that are also ordinary words or places: at the beginning of a sentence, they may not be names."""

NO_NAMES = folded("the a an der die das le la les el los il lo een de den det en ett o os as un une")
"""First words of a public name that is not a personal name: “The reviewer”."""
