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
