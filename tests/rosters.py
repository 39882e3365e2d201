"""Rosters of invented people, as platforms export them."""

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Blog (4711),Current Score
Points Possible,,,,,10,(read only)
"Okafor, Amara",1001,S0012345,amara,MKT 214-A,,
"Okonkwo, Amara",1002,S0012346,aokonkwo,MKT 214-A,,
"Jónsdóttir, Guðrún Ósk",1003,S0012347,gudrun.osk,MKT 214-B,,
"王, 小明",1004,S0012348,xm.wang,MKT 214-B,,
"de la Cruz, Ximena",1005,S0012349,xdelacruz,MKT 214-A and MKT 214-B,,
Suharto,1006,S0012350,suharto,MKT 214-A,,
"Student, Test",1099,,a1b2c3d4,MKT 214-A,,
"""
MOODLE = """\
First name,Last name,ID number,Email address,Groups,Roles
Amara,Okafor,S0012345,amara.okafor@uni.example,A,Student
Ruth,Hartley,S0000001,ruth.hartley@uni.example,,Teacher
Jón,Jónsson,S0012347,jon.jonsson@uni.example,B,Student
Jón,Jónasson,S0012348,jon.jonasson@uni.example,B,Student
9876543,,S0012349,nobody@uni.example,B,Student
"""
CANVAS_GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Integration ID,Section,Notes,Essay 1 (4711),Week (3) talk (4712),Essays Current Score,Current Score,Final Grade
,,,,,,,Manual Posting,,,,
    Points Possible,,,,,,,20,10,(read only),(read only),
"Okafor, Amara",1042,S-001,aokafor,,"Section A and Section B",Needs a quiet room to write in and more time for it,18,EX,90,90,A
"Sato, Haru",1043,S-002,hsato,int-9,Section A,,N/A,,,,
"Jónsdóttir, Hrafn",1044,00345,hjonsdottir,,Section A,,12.5,,,,
"Lin, Jiayi",1045,S-004,jlin,,Section A,,,,,,
"Student, Test",1099,,a1b2c3d4e5f6,,Section A,,,,,,
"""
MOODLE_GRADER = """\
"First name","Last name","ID number",Institution,Department,"Email address","Assignment: Essay 1 (Real)","Assignment: Essay 1 (Feedback)","Course total (Real)","Last downloaded from this course"
Amara,Okafor,20261042,"A University",Marketing,amara.okafor@uni.example,18.00,"You argue with care and your example of the letter carries the whole text.",18.00,1793610000
Haru,Sato,20261043,"A University",Marketing,haru.sato@uni.example,-,,-,1793610000
Hrafn,Jónsdóttir,20261044,"A University",Marketing,hrafn@uni.example,-,,-,1793610000
Jiayi,Lin,20261045,"A University",Marketing,jiayi.lin@uni.example,-,,-,1793610000
"""
